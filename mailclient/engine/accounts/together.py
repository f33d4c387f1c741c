"""Coroutines that belong together: when the first ends or fails, the others are cancelled."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def run_together(*parts: Coroutine[Any, Any, None]) -> None:
    """Run all until one ends; its exception passes as it is (a TaskGroup would wrap it into a group)."""
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for task, result in zip(tasks, results, strict=True):
        if task in done and isinstance(result, BaseException):
            raise result


async def first_of(wanted: Coroutine[Any, Any, T], end: Coroutine[Any, Any, None]) -> T | None:
    """The result of ``wanted``; None when ``end`` ends before it. The other one is cancelled."""
    tasks = asyncio.ensure_future(wanted), asyncio.ensure_future(end)
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return None if tasks[0].cancelled() else tasks[0].result()
