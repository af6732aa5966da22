-------------------------- MODULE LAST_PAGE_KEPT --------------------------
(*************************************************************************)
(* A pool of descriptor pages that does not give its last one.           *)
(*                                                                       *)
(* model     rw-small                                                    *)
(* override  [NvmeQueue]PoolEmpty <- PoolKeepsOne                        *)
(* law       PutOffForWant                                               *)
(*************************************************************************)
EXTENDS MCDmabufRw

(* As many pages as are needed are too few. *)
PoolKeepsOne(d, t, n) ==
  /\ cmds[d][t].st = "synced"
  /\ Cardinality(pool[d]) <= NV!DescNeeded(n)
  /\ NV!Step(d, t, "synced", "requeued")
  /\ UNCHANGED <<sq, cq, pool, ctrl>>
===========================================================================
