"""评分卡: one subject scored by one standard over one period, from draft to final."""
