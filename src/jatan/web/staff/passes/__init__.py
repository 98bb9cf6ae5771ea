"""The migrant's pass: made from a journey, printed on one sheet, carried by her. Nothing about her stands on it."""
