package io.uring.dmabuf.replay;

import io.vavr.collection.Map;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.Value;

/**
 * What the check of a data model must know about the Java of constant-level operators: functions
 * without state. Such a model asks in each initial state a question, and its only step answers it.
 */
public interface DataTarget {

  /** The specification's variable that holds the question, a record. */
  String question();

  /** The specification's variable that holds the answer. */
  String answer();

  /** The implementation's functions, by the name of the action that gives the same answer. */
  Map<String, Function> functions();

  /** A pure function of the implementation, between the specification's values. */
  @FunctionalInterface
  interface Function {

    /** The implementation's answer to a question. Called by several threads at once. */
    Value answer(RecordValue question);
  }
}
