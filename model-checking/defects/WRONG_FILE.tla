----------------------------- MODULE WRONG_FILE -----------------------------
(***************************************************************************)
(* The file test of the import left out.                                   *)
(*                                                                         *)
(* model     rw-pages-small                                                *)
(* set       Files = {1, 2}                                                *)
(* set       Devs = {1, 2}                                                 *)
(* set       DevOf = EachItsOwnDevice                                      *)
(* set       Kinds = {"dmabuf"}                                            *)
(* set       Teardown = {"unregister"}                                     *)
(* set       MaxNodes = 1                                                  *)
(* override  ImportErrno <- NoFileTest                                     *)
(* law       QueueOfTheMappedDevice                                        *)
(* twin      SKIP_WRONG_FILE_CHECK by wrong-file                           *)
(* was       seed-wrong-file                                               *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* Any file may use the buffer: the test of I4 is left out. *)
NoFileTest(ctx, r) == IF reqs[ctx][r].off + reqs[ctx][r].len > SizeOf(ctx, r) THEN "EFAULT" ELSE "none"
=============================================================================
