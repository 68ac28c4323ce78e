package io.pitot.collector.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameNamesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # JDK 17
          shop.App$$Lambda$108+0x00007fd931007a08/2088371948.run | shop.App$$Lambda.run
          shop.App$$Lambda$108+0x00007fd931007a08.2088371948.run | shop.App$$Lambda.run
          shop.App$$Lambda$14/0x0000000800c03000.run             | shop.App$$Lambda.run
          shop.App$$Lambda$7/1915318863.apply                    | shop.App$$Lambda.apply
          java.lang.invoke.LambdaForm$MH+0x0000000800c01000/1423561005.invoke | java.lang.invoke.LambdaForm.invoke
          java.lang.invoke.LambdaForm$DMH.0x0000000800c02400.invokeStatic | java.lang.invoke.LambdaForm.invokeStatic
          jdk.internal.reflect.GeneratedMethodAccessor12.invoke  | jdk.internal.reflect.GeneratedMethodAccessor.invoke
          jdk.internal.reflect.GeneratedConstructorAccessor3.newInstance | jdk.internal.reflect.GeneratedConstructorAccessor.newInstance
          jdk.internal.reflect.GeneratedSerializationConstructorAccessor9.newInstance | jdk.internal.reflect.GeneratedSerializationConstructorAccessor.newInstance
          jdk.proxy2.$Proxy34.find                               | jdk.proxy.$Proxy.find
          com.sun.proxy.$Proxy5.find                             | jdk.proxy.$Proxy.find
          shop.$Proxy12.find                                     | shop.$Proxy.find
          jdk.jfr.internal.handlers.EventHandler1428_1795268605318-4995.write | jdk.jfr.internal.handlers.EventHandler.write
          # JDK 21 and 25
          shop.App$$Lambda.0x00007f0b4c001428.run                | shop.App$$Lambda.run
          shop.App$$Lambda+0x00007f0b4c001428.run                | shop.App$$Lambda.run
          shop.App$$Lambda/0x00007f0b4c001428.run                | shop.App$$Lambda.run
          java.lang.invoke.LambdaForm$MH.0x00007f0b4c0d0400.linkToTargetMethod | java.lang.invoke.LambdaForm.linkToTargetMethod
          java.lang.String$$StringConcat.0x00007f0b4c0e1000.concat | java.lang.String$$StringConcat.concat
          shop.Hidden+0x00007f0b4c0e1000.call                    | shop.Hidden.call
          # javac
          shop.Cart.lambda$total$2                               | shop.Cart.lambda$total
          shop.Cart.lambda$static$0                              | shop.Cart.lambda$static
          shop.Cart.lambda$total$7f6d5e65$1                      | shop.Cart.lambda$total
          shop.Cart.access$300                                   | shop.Cart.access$
          # Kotlin, Scala
          shop.CartKt.total$lambda$4                             | shop.CartKt.total$lambda
          shop.CartKt.total$lambda-0$lambda-1                    | shop.CartKt.total$lambda$lambda
          shop.Cart$.$anonfun$total$3                            | shop.Cart$.$anonfun$total
          shop.Cart$.$anonfun$total$3$adapted                    | shop.Cart$.$anonfun$total$adapted
          # CGLIB, ByteBuddy, Hibernate, Javassist, Spring Data
          shop.Cart$$EnhancerBySpringCGLIB$$a1b2c3d4.total       | shop.Cart$$EnhancerBySpringCGLIB.total
          shop.Cart$$FastClassBySpringCGLIB$$8e7f1a20.invoke     | shop.Cart$$FastClassBySpringCGLIB.invoke
          shop.Cart$$SpringCGLIB$$0.total                        | shop.Cart$$SpringCGLIB.total
          shop.Cart$$SpringCGLIB$$FastClass$$1.invoke            | shop.Cart$$SpringCGLIB$$FastClass.invoke
          shop.Cart$$SpringCGLIB$$0.CGLIB$total$3                | shop.Cart$$SpringCGLIB.CGLIB$total
          shop.Cart$ByteBuddy$kPz81QaB.total                     | shop.Cart$ByteBuddy.total
          shop.Cart$HibernateProxy$xY12zAbC.getId                | shop.Cart$HibernateProxy.getId
          shop.Cart$MockitoMock$1394839.total$auxiliary$kPz81QaB | shop.Cart$MockitoMock.total$auxiliary
          shop.Cart_$$_jvst5c4_0.getId                           | shop.Cart_$$_jvst.getId
          shop.Cart_$$_javassist_12.getId                        | shop.Cart_$$_javassist.getId
          shop.Cart__Accessor_8x2kq1.setProperty                 | shop.Cart__Accessor.setProperty
          shop.Cart_Instantiator_8x2kq1.newInstance              | shop.Cart_Instantiator.newInstance
          # Names that mean what they say
          shop.Cart.total                                        | shop.Cart.total
          shop.Cart$1.run                                        | shop.Cart$1.run
          shop.Cart$Line2.total                                  | shop.Cart$Line2.total
          java.util.concurrent.ConcurrentHashMap$Node[]          | java.util.concurrent.ConcurrentHashMap$Node[]
          shop.Proxy12.find                                      | shop.Proxy12.find
          shop.Sha256.digest$1                                   | shop.Sha256.digest$1
          shop.FieldAccessor7.get                                | shop.FieldAccessor7.get
          [truncated]                                            | [truncated]
          """)
  void cutsWhatIsNumberedAtRunTime(String recorded, String comparable) {
    assertEquals(comparable, FrameNames.comparable(recorded));
    assertEquals(comparable, FrameNames.comparable(comparable), "made comparable twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.util.HashMap.put",
        "javax.crypto.Cipher.doFinal",
        "jdk.internal.misc.Unsafe.park",
        "sun.nio.ch.SelectorImpl.select",
        "com.sun.crypto.provider.AESCrypt.encrypt",
        "[truncated]",
        "(merged)"
      })
  void knowsTheJdk(String name) {
    assertTrue(FrameNames.isJdk(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop.Cart.total", "javaparser.Parser.parse", "org.netty.Loop.run"})
  void knowsWhatIsNotTheJdk(String name) {
    assertFalse(FrameNames.isJdk(name));
  }
}
