"""Annual disclosure reports (政府信息公开工作年度报告): what they say, each number with the place where it stands."""
