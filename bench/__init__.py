"""The benchmark: this program beside the limit, a hand-written floor and the tools that people would pick instead."""
