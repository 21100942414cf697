package takt.server.scan;

import java.lang.classfile.Attributes;
import java.lang.classfile.BootstrapMethodEntry;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.invoke.MethodHandleInfo;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One class as its file tells it: what it extends, what its methods use. Names are internal ones, `java/util/List`.
///
/// @param file its source file, empty if the class file does not say
/// @param isState whether objects of it are made by a restore or a decoder: a record, or marked `@Saved`
/// @param mentions the classes that its fields and methods name in their types
record Bytecode(String name, String file, @Nullable String superclass, List<String> interfaces, boolean isState,
  Map<String, Method> methods, Set<String> mentions) {

  /// What an instruction does with a member.
  enum Kind {
    /// Calls a static method.
    STATIC,
    /// Calls exactly that constructor or method.
    EXACT,
    /// Calls that method or what overrides it.
    VIRTUAL,
    /// Makes an object of a functional interface whose code is that method.
    CODE_STATIC, CODE_EXACT, CODE_VIRTUAL,
    /// Reads or writes a static field.
    GET, PUT,
    /// Waits for a lock.
    LOCK
  }

  /// @param owner the class that the instruction names
  /// @param face for code: the functional interface; else empty
  record Use(Kind kind, String owner, String name, String type, String face, int line) {
    String signature() {
      return name + type;
    }
  }

  /// A method; its code is read when it is asked for.
  static final class Method {
    private final MethodModel model;
    private final String signature;

    Method(MethodModel model) {
      this.model = model;
      this.signature = model.methodName().stringValue() + model.methodType().stringValue();
    }

    /// Name and type.
    String signature() {
      return signature;
    }

    String name() {
      return model.methodName().stringValue();
    }

    boolean isStatic() {
      return model.flags().has(AccessFlag.STATIC);
    }

    boolean isPrivate() {
      return model.flags().has(AccessFlag.PRIVATE);
    }

    boolean isAbstract() {
      return model.flags().has(AccessFlag.ABSTRACT);
    }

    /// What it does, in the order of its code.
    List<Use> uses() {
      return Bytecode.uses(model);
    }
  }

  private static final String LAMBDAS = "java/lang/invoke/LambdaMetafactory";

  /// Reads a class file.
  static Bytecode read(byte[] bytes) {
    ClassModel file = ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS).parse(bytes);
    Map<String, Method> methods = new LinkedHashMap<>();
    Set<String> mentions = new HashSet<>();
    for (MethodModel model : file.methods()) {
      Method method = new Method(model);
      methods.put(method.signature(), method);
      mention(model.methodType().stringValue(), mentions);
    }
    for (FieldModel field : file.fields()) {
      mention(field.fieldType().stringValue(), mentions);
      field.findAttribute(Attributes.signature()).ifPresent(s -> mention(s.signature().stringValue(), mentions));
    }
    boolean saved = file.findAttribute(Attributes.runtimeInvisibleAnnotations()).stream().flatMap(
        all -> all.annotations().stream()).anyMatch(a -> a.className().equalsString("Ltakt/schema/Saved;"));
    boolean record = file.findAttribute(Attributes.record()).isPresent();
    return new Bytecode(file.thisClass().asInternalName(),
        file.findAttribute(Attributes.sourceFile()).map(source -> source.sourceFile().stringValue()).orElse(""),
        file.superclass().map(ClassEntry::asInternalName).orElse(null),
        file.interfaces().stream().map(ClassEntry::asInternalName).toList(), saved || record, methods, mentions);
  }

  /// Adds the classes in a type: what stands between an `L` and a `;` or `<`.
  private static void mention(String type, Set<String> mentions) {
    for (int start = type.indexOf('L'); start >= 0; start = type.indexOf('L', start)) {
      int end = start + 1;
      while (end < type.length() && type.charAt(end) != ';' && type.charAt(end) != '<') end++;
      mentions.add(type.substring(start + 1, end));
      start = end;
    }
  }

  private static List<Use> uses(MethodModel method) {
    List<Use> uses = new ArrayList<>();
    CodeModel code = method.code().orElse(null);
    if (code == null) return uses;
    int line = 0;
    for (CodeElement element : code) {
      switch (element) {
        case LineNumber number -> line = number.line();
        case InvokeInstruction call -> uses.add(new Use(kind(call), call.owner().asInternalName(), call.name()
            .stringValue(), call.type().stringValue(), "", line));
        case InvokeDynamicInstruction made -> code(made, line, uses);
        case FieldInstruction field when field.opcode() == Opcode.GETSTATIC -> uses.add(use(Kind.GET, field, line));
        case FieldInstruction field when field.opcode() == Opcode.PUTSTATIC -> uses.add(use(Kind.PUT, field, line));
        case MonitorInstruction lock when lock.opcode() == Opcode.MONITORENTER -> uses.add(lock(line));
        default -> {
        }
      }
    }
    if (method.flags().has(AccessFlag.SYNCHRONIZED)) uses.addFirst(lock(firstLine(code)));
    return uses;
  }

  private static Use use(Kind kind, FieldInstruction field, int line) {
    return new Use(kind, field.owner().asInternalName(), field.name().stringValue(), field.type().stringValue(), "",
        line);
  }

  private static Use lock(int line) {
    return new Use(Kind.LOCK, "", "", "", "", line);
  }

  private static int firstLine(CodeModel code) {
    for (CodeElement element : code) {
      if (element instanceof LineNumber number) return number.line();
    }
    return 0;
  }

  private static Kind kind(InvokeInstruction call) {
    return switch (call.opcode()) {
      case INVOKESTATIC -> Kind.STATIC;
      case INVOKESPECIAL -> Kind.EXACT;
      default -> Kind.VIRTUAL;
    };
  }

  /// A lambda or method reference. From the constant pool: descriptions of its types would be parsed for nothing.
  private static void code(InvokeDynamicInstruction made, int line, List<Use> uses) {
    BootstrapMethodEntry bootstrap = made.invokedynamic().bootstrap();
    if (!bootstrap.bootstrapMethod().reference().owner().name().equalsString(LAMBDAS)) return;
    if (!(bootstrap.arguments().get(1) instanceof MethodHandleEntry code)) return;
    MemberRefEntry method = code.reference();
    String type = made.type().stringValue();
    String face = type.substring(type.lastIndexOf(')') + 2, type.length() - 1);
    Kind kind = switch (code.kind()) {
      case MethodHandleInfo.REF_invokeStatic -> Kind.CODE_STATIC;
      case MethodHandleInfo.REF_invokeSpecial, MethodHandleInfo.REF_newInvokeSpecial -> Kind.CODE_EXACT;
      default -> Kind.CODE_VIRTUAL;
    };
    uses.add(new Use(kind, method.owner().asInternalName(), method.name().stringValue(), method.type().stringValue(),
        face, line));
  }
}
