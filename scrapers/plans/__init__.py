"""From a published work plan (task table or numbered prose) to its tasks, as said; nothing is added."""
