"""What a dish is made of, costs and contains, and how many take it. Pure.

recipes      raw quantity and cost of a portion, allergens, scaling
take_rates   the share of diners who take a dish, learnt from served counts
"""
