"""The sample mail: letters written in ``resources/demo``, made into messages with dates relative to now."""
