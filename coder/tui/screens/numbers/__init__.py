"""Tables of numbers and what stands behind them."""
