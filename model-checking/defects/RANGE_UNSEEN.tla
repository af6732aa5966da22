--------------------------- MODULE RANGE_UNSEEN ---------------------------
(*************************************************************************)
(* An import that looks at the file of a request, and not at its range.  *)
(*                                                                       *)
(* model     rw-deferred-small                                           *)
(* override  ImportErrno <- ImportErrnoOfTheFile                         *)
(* law       OnlyWellFormedIsIssued                                      *)
(* twin      IMPORT_ANY_RANGE by ranges                                  *)
(*************************************************************************)
EXTENDS MCDmabufRw

(* Whatever the user asks for is taken to lie in the buffer. *)
ImportErrnoOfTheFile(ctx, r) ==
  IF MappingOf(ctx, r) # 0 /\ regbufs[MappingOf(ctx, r)].file # reqs[ctx][r].file THEN "EBADF" ELSE "none"
===========================================================================
