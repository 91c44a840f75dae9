// Comforts of the tick-list.
