package io.uring.dmabuf.tlc.run;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import tlc2.tool.distributed.TLCServer;
import tlc2.tool.distributed.TLCWorker;
import util.ToolIO;

/**
 * A worker of TLC's distributed mode in this JVM: asks the server ({@link ServerRun}) for the
 * modules and then for blocks of states, whose successors it finds.
 */
public final class WorkerRun {

  private WorkerRun() {}

  /**
   * Works until the server has no more work.
   *
   * @param port where the server is
   * @param log what TLC prints
   */
  public static void run(int port, PrintStream log) throws IOException, InterruptedException {
    ToolIO.out = log;
    ToolIO.err = log;
    Loopback.only();
    System.setProperty(TLCWorker.class.getName() + ".threadCount", "1");
    TLCServer.Port = port;
    TLCWorker.main(new String[] {InetAddress.getLoopbackAddress().getHostAddress()});
    TLCWorker.awaitTermination();
  }
}
