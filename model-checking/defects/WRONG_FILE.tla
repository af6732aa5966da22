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
(* was       seed-wrong-file                                               *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* Any file may use the buffer: the test of I4 is left out. *)
NoFileTest(r) == IF reqs[r].off + reqs[r].len > SizeOf(r) THEN "EFAULT" ELSE "none"
=============================================================================
