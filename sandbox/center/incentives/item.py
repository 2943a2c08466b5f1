"""Incentive items. (being written)"""
