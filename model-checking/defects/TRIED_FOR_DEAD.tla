-------------------------- MODULE TRIED_FOR_DEAD ----------------------------
(***************************************************************************)
(* An error is tried again for as long as there are tries left, also when  *)
(* the disk is dead and its driver waits to be unbound.                    *)
(*                                                                         *)
(* model     nvme-queue-unbound                                            *)
(* override  TriedAgain <- TriedWithoutDisk                                *)
(* law       ErrorsAreTriedAgain                                           *)
(***************************************************************************)
EXTENDS MCNvmeQueue

(* Without blk_queue_dying. *)
TriedWithoutDisk(d, t) == ~cmds[d][t].ok /\ ~cmds[d][t].dnr /\ cmds[d][t].retries < Retries
=============================================================================
