---------------------- MODULE CLONE_LOSES_SLOTS_BEHIND ----------------------
(***************************************************************************)
(* A clone into a table that is there keeps the slots before its range and *)
(* loses those behind it: they are not copied into the new table, and the  *)
(* old one puts their nodes.  So it was where the first version was        *)
(* posted; the specification does as later kernels, which keep both.       *)
(*                                                                         *)
(* versions  up to 6.18.2                                                  *)
(* function  io_uring/rsrc.c: io_clone_buffers                             *)
(* override  Spared <- SparedInFront                                       *)
(***************************************************************************)
EXTENDS Requests

SparedInFront(to, n) == {s \in Slots : s < to}
=============================================================================
