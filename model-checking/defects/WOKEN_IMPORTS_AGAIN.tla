------------------------ MODULE WOKEN_IMPORTS_AGAIN ------------------------
(**************************************************************************)
(* A worker that is woken and imports the range once more: parts that are *)
(* out already are handed on twice.                                       *)
(*                                                                        *)
(* model     deferred-issue-refused                                       *)
(* override  WorkerWoken <- WorkerWokenBegins                             *)
(* law       QueuedGoInOrder                                              *)
(**************************************************************************)
EXTENDS MCRequests

(* It begins from the import, as if it had not been here. *)
WorkerWokenBegins(ctx, r) ==
  /\ Is(ctx, r, "asleep")
  /\ queued' = [queued EXCEPT ![ctx][r].how = "import"]
  /\ UNCHANGED <<ring, call, table, nodes, imus, reqs, tags>>
============================================================================
