package io.pitot.benchmarks.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pitot.lab.shop.cart.Carts;
import io.pitot.lab.shop.catalog.Catalog;
import io.pitot.lab.shop.checkout.Checkout;
import io.pitot.lab.shop.checkout.PaymentDesk;
import io.pitot.lab.shop.checkout.Warehouse;
import io.pitot.lab.shop.pricing.PriceList;
import io.pitot.lab.shop.web.Storefront;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/**
 * The lab's shop behind an embedded Jetty, and clients that send the next request as soon as they
 * have the answer: as many as keep all processors busy.
 */
public final class ServiceLoad {
  private static final int PRODUCTS = 1_000;
  private static final int CLIENTS = 8;
  private static final int WARM_REQUESTS = 5_000;
  private static final int REQUESTS = 10_000;

  private ServiceLoad() {}

  public static void main(String[] arguments) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new ShopHandler(storefront()));
    server.start();
    HttpClients clients = new HttpClients(connector.getLocalPort(), CLIENTS);
    clients.send(WARM_REQUESTS);
    if (arguments.length > 0) {
      System.out.println("warm");
      clients.send(Integer.MAX_VALUE);
    }
    Clock clock = Clock.start();
    long[] nanos = clients.send(REQUESTS);
    double each = nanos.length * 1e3;
    System.out.println("figure micros " + clock.nanos() / each);
    System.out.println("figure cpuMicros " + clock.cpuNanos() / each);
    Arrays.sort(nanos);
    System.out.println("figure p99Micros " + nanos[nanos.length * 99 / 100] / 1e3);
    server.stop();
    // The shop's clerks do not end.
    System.exit(0);
  }

  private static Storefront storefront() {
    Catalog catalog = Catalog.of(PRODUCTS);
    PaymentDesk payments = new PaymentDesk();
    payments.open();
    return new Storefront(
        catalog,
        new PriceList(catalog.products()),
        new Carts(),
        new Checkout(new Warehouse(), payments));
  }

  private static final class ShopHandler extends Handler.Abstract {
    private final Storefront storefront;

    ShopHandler(Storefront storefront) {
      this.storefront = storefront;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      String page = storefront.handle(Request.getPathInContext(request));
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/html;charset=utf-8");
      response.write(true, ByteBuffer.wrap(page.getBytes(UTF_8)), callback);
      return true;
    }
  }
}
