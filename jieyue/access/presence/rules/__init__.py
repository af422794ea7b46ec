"""Who is likely inside, by what readers saw and missed. Pure: values in, values out."""
