"""The demo world: seeded, synthetic, shipped; everything it makes is 演示数据."""
