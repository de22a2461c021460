"""The whole main job, from both sides, against real server processes."""
