package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.live.Operation;
import io.vavr.collection.Iterator;
import io.vavr.collection.List;
import io.vavr.control.Option;

/** What is done next, given what the model knows; none at the end. */
@FunctionalInterface
interface Script {

  /** The next operation, one that the model allows. */
  Option<Operation> next(ModelPair model);

  /** These operations in order; one that is not allowed where its turn comes is left out. */
  static Script of(List<Operation> operations) {
    Iterator<Operation> rest = operations.iterator();
    return model -> rest.find(model::allows);
  }
}
