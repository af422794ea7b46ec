"""The workday calendar (工作日历): holidays and make-up workdays (调休), from an editable table."""

from jieyue.kit.workdays.calendar import days, next_workday, on, seed
from jieyue.kit.workdays.rules import Workday

__all__ = ["Workday", "days", "next_workday", "on", "seed"]
