package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.Event;
import io.vavr.collection.List;

/**
 * An object that did what it must not.
 *
 * @param rule what must hold
 * @param object which one
 * @param what what is wrong
 * @param life what was recorded of it; the last event is the one that must not be
 */
public record Violation(About rule, String object, String what, List<Event> life) {}
