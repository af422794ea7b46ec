"""The decisions of the forecast: values in, values out."""
