package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.known.KnownTruths;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.rmi.NotBoundException;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import tlc2.tool.distributed.InternRMI;
import tlc2.tool.distributed.RMIFilenameToStreamResolver;
import tlc2.tool.distributed.TLCApp;
import tlc2.tool.distributed.TLCServer;
import tlc2.tool.distributed.TLCServerRMI;
import tlc2.tool.distributed.TLCWorker;
import tlc2.tool.distributed.fp.IFPSetManager;
import tlc2.tool.impl.FastTool;
import tlc2.util.FP64;
import util.ToolIO;
import util.UniqueString;

/**
 * A worker of TLC's distributed mode in this JVM: asks the server ({@link ServerRun}) for the
 * modules, and finds the successors of the blocks of states that it is given. It works out what a
 * law or a guard says as a run in one JVM does ({@link KnownTruths}), which TLC's own program for a
 * worker would not.
 */
public final class WorkerRun extends TLCWorker {

  private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();

  private WorkerRun(TLCApp app, IFPSetManager states) throws RemoteException {
    super(0, app, states, HOST);
  }

  /** Whoever started it ends it. */
  @Override
  public void exit() {}

  /**
   * Works until this JVM is ended.
   *
   * @param port where the server is, which has the initial states
   * @param log what TLC prints
   */
  public static void run(int port, PrintStream log)
      throws IOException, NotBoundException, InterruptedException {
    ToolIO.out = log;
    ToolIO.err = log;
    Loopback.only();
    TLCServerRMI server =
        (TLCServerRMI) LocateRegistry.getRegistry(HOST, port).lookup(TLCServer.SERVER_WORKER_NAME);
    // Words and states have the numbers that the server gives them.
    FP64.Init(server.getIrredPolyForFP());
    UniqueString.setSource((InternRMI) server);
    RMIFilenameToStreamResolver modules = new RMIFilenameToStreamResolver();
    modules.setTLCServer(server);
    TLCApp app =
        new TLCApp(
            server.getSpecFileName(),
            server.getConfigFileName(),
            server.getCheckDeadlock(),
            modules);
    FastTool tool = (FastTool) app.tool;
    SameNames.drop(tool);
    KnownTruths.remember(tool);
    server.registerWorker(new WorkerRun(app, server.getFPSetManager()));
    Thread.currentThread().join();
  }
}
