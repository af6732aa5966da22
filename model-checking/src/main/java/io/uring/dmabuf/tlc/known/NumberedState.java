package io.uring.dmabuf.tlc.known;

import tlc2.tool.TLCState;
import tlc2.util.FP64;
import tlc2.value.IValue;
import util.UniqueString;

/**
 * A state as the numbers of its values, each worked out when it is first asked for. Two values of a
 * variable have the same number when they have the same fingerprint, by which TLC tells states
 * apart, too.
 */
final class NumberedState {

  private static final int UNKNOWN = -1;

  private final UniqueString[] names;
  private final LongTable[] numbers;
  private final IValue[] values;
  private final int[] of;
  private TLCState state = TLCState.Empty;

  /**
   * A state to come.
   *
   * @param names the variables
   * @param numbers those of the values met so far, a table a variable
   */
  NumberedState(UniqueString[] names, LongTable[] numbers) {
    this.names = names;
    this.numbers = numbers;
    this.values = new IValue[names.length];
    this.of = new int[names.length];
  }

  TLCState state() {
    return state;
  }

  /**
   * Takes a state in place of the one before.
   *
   * @param neighbour a state that may share values with it
   */
  void take(TLCState next, NumberedState neighbour) {
    if (state == next) {
      return;
    }
    state = next;
    for (int i = 0; i < names.length; i++) {
      IValue value = next.lookup(names[i]);
      if (value != values[i]) {
        values[i] = value;
        of[i] = value == neighbour.values[i] ? neighbour.of[i] : UNKNOWN;
      }
    }
  }

  /** The number of a variable's value. */
  int number(int variable) {
    int known = of[variable];
    return known != UNKNOWN ? known : work(variable);
  }

  private int work(int variable) {
    long fingerprint = values[variable].fingerPrint(FP64.New());
    LongTable table = numbers[variable];
    int number = table.get(fingerprint);
    if (number == LongTable.ABSENT) {
      number = table.size();
      table.put(fingerprint, number);
    }
    of[variable] = number;
    return number;
  }
}
