"""What the screens show and do, without a screen: plain objects, tested without a terminal."""
