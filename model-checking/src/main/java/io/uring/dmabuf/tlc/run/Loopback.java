package io.uring.dmabuf.tlc.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.rmi.server.RMISocketFactory;

/**
 * The sockets of TLC's distributed mode: nobody but this machine may reach them, as whoever can
 * reach them can make the JVM do what it likes.
 */
final class Loopback extends RMISocketFactory {

  /** As many as may wait to be let in; the usual number. */
  private static final int WAITING = 50;

  private Loopback() {}

  /** From now on this JVM listens on the loopback interface alone, and names it to others. */
  static void only() throws IOException {
    System.setProperty(
        "java.rmi.server.hostname", InetAddress.getLoopbackAddress().getHostAddress());
    setSocketFactory(new Loopback());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return new Socket(host, port);
  }

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    return new ServerSocket(port, WAITING, InetAddress.getLoopbackAddress());
  }
}
