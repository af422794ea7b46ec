"""试验: a measure is registered before it starts; twenty lunches before are held against twenty
after."""
