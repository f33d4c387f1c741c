"""The window: offscreen, with a scripted engine link and a small real store."""
