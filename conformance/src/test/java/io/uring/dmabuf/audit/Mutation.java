package io.uring.dmabuf.audit;

import io.vavr.collection.Vector;

/** What can be wrong with a recording at one of its lines. */
enum Mutation {
  /** The line is missing. */
  DROP {
    @Override
    Vector<String> of(Vector<String> lines, int at) {
      return lines.removeAt(at);
    }
  },
  /** It is there again, a little later. */
  DUPLICATE {
    @Override
    Vector<String> of(Vector<String> lines, int at) {
      return insert(lines, at + LITTLE, lines.get(at));
    }
  },
  /** It changes its place with the next event of the same processor, but for its time. */
  SWAP {
    @Override
    Vector<String> of(Vector<String> lines, int at) {
      for (int other = at + 1; other < lines.size(); other++) {
        if (cpu(lines.get(other)).equals(cpu(lines.get(at)))) {
          return lines
              .update(at, atTimeOf(lines.get(at), lines.get(other)))
              .update(other, atTimeOf(lines.get(other), lines.get(at)));
        }
      }
      return lines;
    }
  },
  /** It happens much later. */
  RETIME {
    @Override
    Vector<String> of(Vector<String> lines, int at) {
      return insert(lines.removeAt(at), at + MUCH, lines.get(at));
    }
  },
  /** Another task does it, or another ring. */
  REPID {
    @Override
    Vector<String> of(Vector<String> lines, int at) {
      String line = lines.get(at);
      return lines.update(
          at,
          isTold(line)
              ? line.replaceFirst("\"ring\":\\d+", "\"ring\":99")
              : line.replaceFirst("-\\d+( +\\[)", "-99999$1"));
    }
  };

  private static final int LITTLE = 6;
  private static final int MUCH = 60;

  /** The lines with this mistake; the header promises as many as there are. */
  abstract Vector<String> of(Vector<String> lines, int at);

  /** All events of a file of events are of one. */
  static String cpu(String line) {
    if (isTold(line)) {
      return "told";
    }
    int open = line.indexOf(" [");
    return open < 0 ? "" : line.substring(open, line.indexOf(']', open));
  }

  /** Behind a later line, at its time. */
  private static Vector<String> insert(Vector<String> lines, int after, String line) {
    int at = Math.min(after, lines.size() - 1);
    return lines.insert(at + 1, atTimeOf(lines.get(at), line));
  }

  private static String atTimeOf(String timed, String line) {
    String time = isTold(line) ? "(^.\"time\":)(\\d+)(,.*)$" : "(^.*?\\] +\\S+ +)([\\d.]+)(: .*)$";
    return line.replaceFirst(time, "$1" + timed.replaceFirst(time, "$2") + "$3");
  }

  private static boolean isTold(String line) {
    return line.startsWith("{");
  }
}
