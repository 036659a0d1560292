"""Plans of tasks with milestones, and how minutes, tracker and forward plan agree."""
