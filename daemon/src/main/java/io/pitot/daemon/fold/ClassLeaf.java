package io.pitot.daemon.fold;

/**
 * The class that is put below the innermost frame of a stack.
 *
 * @param field the event's field that holds the class: a class constant, or its name as text
 * @param whenNull the frame where the event names no class
 */
record ClassLeaf(String field, String whenNull) {}
