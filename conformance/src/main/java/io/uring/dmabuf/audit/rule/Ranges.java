package io.uring.dmabuf.audit.rule;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Ranges of addresses, each as often as it was added. */
final class Ranges {
  /** How many pieces are followed at once. */
  private static final int MOST = 1 << 20;

  private record Piece(long end, int times) {}

  private final TreeMap<Long, Piece> pieces = new TreeMap<>();

  /** Whether there are too many pieces to follow. */
  boolean isFull() {
    return pieces.size() >= MOST;
  }

  void add(long from, long end) {
    change(from, end, 1);
  }

  /** Takes a range back once; what is not there of it stays so. */
  void remove(long from, long end) {
    change(from, end, -1);
  }

  private void change(long from, long end, int more) {
    split(from);
    split(end);
    long at = from;
    while (at < end) {
      Map.@Nullable Entry<Long, Piece> next = pieces.ceilingEntry(at);
      long start = next == null ? end : Math.min(next.getKey(), end);
      if (start > at) {
        if (more > 0) {
          pieces.put(at, new Piece(start, more));
        }
        at = start;
      } else if (next != null) {
        Piece piece = next.getValue();
        at = piece.end;
        if (piece.times + more == 0) {
          pieces.remove(next.getKey());
        } else {
          pieces.put(next.getKey(), new Piece(piece.end, piece.times + more));
        }
      }
    }
  }

  /** A piece that goes over an address becomes two. */
  private void split(long at) {
    Map.@Nullable Entry<Long, Piece> before = pieces.lowerEntry(at);
    if (before != null && before.getValue().end > at) {
      Piece piece = before.getValue();
      pieces.put(before.getKey(), new Piece(at, piece.times));
      pieces.put(at, piece);
    }
  }

  /** Whether all of a range is there. */
  boolean has(long from, long end) {
    long at = from;
    while (at < end) {
      Map.@Nullable Entry<Long, Piece> here = pieces.floorEntry(at);
      if (here == null || here.getValue().end <= at) {
        return false;
      }
      at = here.getValue().end;
    }
    return true;
  }
}
