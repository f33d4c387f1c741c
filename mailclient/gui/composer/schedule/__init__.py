"""Sending later: the times offered, a calendar, a line to type a date in, and what is said of the time chosen.

offers.py       later today, tomorrow morning, Monday morning; pure
time_dialog.py  choose any other
schedule.py     the time of one message
"""
