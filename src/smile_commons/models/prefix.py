"""What two texts begin with alike."""


def shared_prefix(one: str, other: str) -> int:
    """Length of the longest common beginning, found by halving."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one.startswith(other[low:middle], low):
            low = middle
        else:
            high = middle - 1
    return low
