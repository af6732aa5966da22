--------------------- MODULE LAST_PUT_UNNOTICED ----------------------
(**********************************************************************)
(* The last reference of a node is put, and whoever puts it does not  *)
(* look whether it was: nobody releases the buffer any more, and its  *)
(* tag is never posted.                                               *)
(*                                                                    *)
(* model     buffer-table-small                                       *)
(* override  PutNode <- PutNodeUnnoticed                              *)
(* law       NoNodeLeaked                                             *)
(**********************************************************************)
EXTENDS MCRequests

(* The count goes down, and the call goes on. *)
\* @task io_uring/rsrc.h: io_put_rsrc_node, base (U1)
PutNodeUnnoticed(ctx) ==
  /\ call[ctx].at = "put" /\ ~MustSettle(ctx)
  /\ nodes' = [nodes EXCEPT ![ctx][call[ctx].old].refs = @ - 1]
  /\ call' = [call EXCEPT ![ctx].at = AfterDrop(ctx), ![ctx].old = 0]
  /\ UNCHANGED <<ring, table, imus, reqs, tags, queued>>
======================================================================
