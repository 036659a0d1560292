"""What is done about risks: target dates, controls, linked actions, and the checks that look over the register."""
