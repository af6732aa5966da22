------------------------- MODULE DEAD_WAKES_NOBODY --------------------------
(***************************************************************************)
(* A disk that is marked dead, and nobody is told who waits for its queue: *)
(* who comes is refused, and a worker that came before sleeps on.          *)
(*                                                                         *)
(* model     rw-dead                                                       *)
(* override  MarkDead <- MarkedUntold                                      *)
(* law       SleeperHasWaker                                               *)
(* twin      MARK_WAKES_NOBODY by controller-late                          *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* The mark alone: blk_queue_start_drain wakes nobody. *)
\* @reset block/genhd.c: blk_mark_disk_dead, base (reset)
MarkedUntold(d) ==
  /\ NV!MarkDead(d) /\ MayRun(Device(d), "queueing")
  /\ UNCHANGED <<btvars, dmvars>>
=============================================================================
