"""What the workspace sends to the app, over Socket Mode or signed HTTP."""
