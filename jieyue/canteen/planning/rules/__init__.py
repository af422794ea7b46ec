"""From a forecast to what is cooked and bought. Pure: values in, values out.

service_level   how often a meal may run short, from what each mistake costs
portions        portions of a dish from the spread of diners and of the take rate
cooking         every dish of every meal in two batches
batches         when the count at the counter lets the second batch go
needs           raw quantities, and what stock and open orders already cover
purchases       what is left to buy: whole packs, delivery days, order days
proposals       the purchases by supplier and delivery
weeks           all of it at once, so that stock and packs are shared in date order
"""
