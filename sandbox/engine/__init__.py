"""The engine: text, rules, actions, machines, world, simulator. Knows nothing of partners."""
