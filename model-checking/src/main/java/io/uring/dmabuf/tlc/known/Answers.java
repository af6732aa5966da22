package io.uring.dmabuf.tlc.known;

import java.util.Arrays;

/**
 * The answers known so far, as trees of questions: at each node stands the variable that an
 * evaluation looks at next, and the number of its value leads to the next node or to the answer.
 */
final class Answers {

  /** Known to be true. */
  static final int TRUE = -1;

  /** Known to be false. */
  static final int FALSE = -2;

  /** Not known yet. */
  static final int UNKNOWN = -3;

  /** So many that the memory of a small JVM holds them: 16 bytes each, twice in a table. */
  private static final int MOST = 1 << 21;

  private final LongTable next = new LongTable();
  private final int variables;
  private int[] asks;
  private int nodes;

  /**
   * No answers.
   *
   * @param trees how many trees there are; the root of each has its number
   * @param variables how many variables a state has
   */
  Answers(int trees, int variables) {
    this.variables = variables;
    this.asks = new int[Math.max(trees, 64)];
    this.nodes = trees;
    Arrays.fill(asks, UNKNOWN);
  }

  /**
   * The answer of a tree.
   *
   * @param from the state
   * @param to the one after the transition; its variables are numbered after those of {@code from}
   */
  int find(int tree, NumberedState from, NumberedState to) {
    int node = tree;
    while (node >= 0) {
      int variable = asks[node];
      if (variable < 0) {
        return variable;
      }
      node = next.get(key(node, variable, from, to));
    }
    return node == LongTable.ABSENT ? UNKNOWN : node;
  }

  /** Takes an answer in, by what was looked at for it. */
  void learn(int tree, Looked looked, NumberedState from, NumberedState to, boolean answer) {
    int leaf = answer ? TRUE : FALSE;
    if (looked.size() == 0) {
      asks[tree] = leaf;
      return;
    }
    int node = tree;
    for (int i = 0; i < looked.size() && next.size() < MOST; i++) {
      int variable = looked.get(i);
      if (asks[node] == UNKNOWN) {
        asks[node] = variable;
      } else if (asks[node] != variable) {
        return;
      }
      long key = key(node, variable, from, to);
      int child = i + 1 == looked.size() ? leaf : next.get(key);
      if (child == LongTable.ABSENT) {
        child = node();
      }
      next.put(key, child);
      node = child;
    }
  }

  private int node() {
    if (nodes == asks.length) {
      int old = asks.length;
      asks = Arrays.copyOf(asks, old * 2);
      Arrays.fill(asks, old, asks.length, UNKNOWN);
    }
    return nodes++;
  }

  private long key(int node, int variable, NumberedState from, NumberedState to) {
    int number = variable < variables ? from.number(variable) : to.number(variable - variables);
    return (long) node << 32 | number + 1;
  }
}
