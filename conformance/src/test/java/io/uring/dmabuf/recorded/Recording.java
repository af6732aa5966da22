package io.uring.dmabuf.recorded;

import io.uring.dmabuf.audit.Audits;
import io.uring.dmabuf.audit.read.TraceLine;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * A trace that a kernel wrote while a program used one ring.
 *
 * @param raw its lines as they are
 */
record Recording(Vector<String> raw) {

  /** A recording among the test data. */
  static Recording of(String resource) {
    return new Recording(Audits.lines(resource));
  }

  /** Its lines that are none of its head. */
  Vector<TraceLine> lines() {
    return raw.zipWithIndex().flatMap(each -> TraceLine.of(each._2 + 1, each._1));
  }

  /**
   * The lines between the creation of the ring that carries the requests, the last one, and its
   * end.
   */
  Vector<TraceLine> ofRing() {
    Vector<TraceLine> lines = lines();
    int from = lines.lastIndexWhere(line -> line.event().equals("io_uring_create"));
    if (from < 0) {
      throw new IllegalArgumentException("no ring is created");
    }
    int task = lines.get(from).task();
    int to =
        lines.indexWhere(line -> line.event().equals("ring_kill") && line.task() == task, from);
    return lines.subSequence(from, to < 0 ? lines.size() : to);
  }

  /** What it shows, in the order of its lines. */
  List<Observed> observed() {
    return new Reader(ofRing()).read();
  }

  /** How many entries the submission ring has. */
  int sqEntries() {
    return (int) ofRing().head().value("sq size");
  }

  /** The line of a number. */
  Option<TraceLine> line(int number) {
    return TraceLine.of(number, raw.get(number - 1));
  }

  /** How many lines of the ring show an event of a kind, with a text that matches. */
  int count(String event, String regex) {
    return ofRing().count(line -> line.event().equals(event) && line.text().matches(regex));
  }

  /** The same with a line, counted from 1, moved to where another one is. */
  Recording moving(int line, int to) {
    String moved = raw.get(line - 1);
    return new Recording(raw.removeAt(line - 1).insert(to - 1, moved));
  }

  /** The same without a line, counted from 1. */
  Recording without(int line) {
    return new Recording(raw.removeAt(line - 1));
  }
}
