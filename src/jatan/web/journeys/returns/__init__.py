"""Coming home: promise and outcome."""
