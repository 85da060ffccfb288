"""What a bundle leaves out of the installed libraries, with the reasons. Read by `cxrviewer.spec`."""

from fnmatch import fnmatch

Entry = tuple[str, str, str]
"""Of PyInstaller's lists: where a file goes, its source or the goal of a link, its kind."""

UNUSED_PACKAGES = (
    # of Python, and for development
    *("tkinter", "lib2to3", "idlelib", "IPython", "pytest", "_pytest", "hypothesis", "mypy", "pip"),
    "setuptools",
    # what libraries would use if they were asked to; nothing of ours asks
    *("matplotlib", "pandas", "pyarrow", "polars", "tensorboard", "numba", "cupy", "yaml"),
    *("dask", "distributed", "tornado", "zict", "psutil", "msgpack"),
    *("scipy", "sklearn", "skimage", "tifffile", "imageio", "mahotas", "pytorch_grad_cam"),  # of tests
    *("bokeh", "boto3", "botocore", "zarr"),
    *("torchaudio", "torchtext", "triton", "fontTools", "contourpy", "kiwisolver", "pygments", "rich"),
    *("mpl_toolkits", "PIL.AvifImagePlugin", "PIL._avif", "PIL._webp", "PIL._imagingtk", "PIL.ImageTk"),
    *("onnxruntime.transformers", "onnxruntime.quantization", "onnxruntime.tools", "onnxruntime.datasets"),
    *("torch.utils.tensorboard", "torch.utils.benchmark", "pyqtgraph.examples"),
    *("pyqtgraph.opengl", "pyqtgraph.canvas", "pyqtgraph.flowchart", "onnx.backend"),
    *(f"PySide6.Qt{name}" for name in ("Network", "Qml", "Quick", "Test", "Sql")),
    *(f"PySide6.Qt{name}" for name in ("PrintSupport", "Xml", "Designer", "Concurrent", "DBus")),
    *("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets"),  # hooks/without_opengl.py stands in
)
TRAINING_PACKAGES = (  # left out of the viewer: they serve training, evaluation and GPUs alone
    *("torch", "torchvision", "torchgen", "functorch", "onnx", "onnxscript", "onnx_ir", "sympy", "mpmath"),
    *("networkx", "fsspec", "ml_dtypes"),
    "pyqtgraph",
)
READ_AS_SOURCE = (  # what reads its own source when it is imported; of all else of torch compiled code does
    *("onnxscript", "torch.nn", "torch.onnx", "torch.jit", "torch.functional", "torch._library"),
    *("torch._native.registry", "torch._decomp.decompositions_for_jvp", "torch.utils._debug_mode"),
    *("torch.distributed._functional_collectives", "torch.distributed.tensor._collective_utils"),
    *("torch._dynamo.variables.streams", "torch._dynamo._trace_wrapped_higher_order_op"),
    *(f"torch.{name}.config" for name in ("_dynamo", "_export", "_functorch", "_inductor", "compiler")),
    *("torch._inductor.config_comms", "torch.fx.experimental._config", "torch.distributed.config"),
    "torch.utils.serialization.config",
)
WINDOWS_RUNTIME = (
    "msvcp140.dll",
    "msvcp140_1.dll",
    "msvcp140_2.dll",
    "vcruntime140.dll",
    "vcruntime140_1.dll",
)
UNUSED_FILES = (
    *(f"{folder}/{name}" for folder in ("PySide6", "shiboken6") for name in WINDOWS_RUNTIME),  # an older one
    "PySide6/*translations/*",
    "PySide6/*qml/*",
    "PySide6/*metatypes/*",
    *(f"PySide6/*plugins/{kind}/*" for kind in ("networkinformation", "tls", "sqldrivers", "printsupport")),
    *(f"PySide6/*plugins/{kind}/*" for kind in ("qmltooling", "generic", "egldeviceintegrations")),
    *(f"PySide6/*plugins/{kind}/*" for kind in ("vectorimageformats", "wayland-graphics-integration-server")),
    *(f"PySide6/*plugins/platforms/libq{name}.so" for name in ("eglfs", "linuxfb", "minimal", "minimalegl")),
    *(f"PySide6/*plugins/platforms/libq{name}.so" for name in ("vkkhrdisplay", "vnc")),
    *(f"PySide6/*plugins/imageformats/libq{name}.so" for name in ("pdf", "tiff", "webp", "wbmp", "tga")),
    *(f"PySide6/*plugins/imageformats/libq{name}.so" for name in ("icns", "gif")),
    "PySide6/*plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
    "PySide6/*plugins/platformthemes/libqgtk3.so",  # takes GTK along, which is the system's
    *(
        f"*libQt6{name}*.so*"
        for name in ("Qml", "Quick", "VirtualKeyboard", "Pdf", "Network", "Sql", "Designer")
    ),
    *(f"*libQt6{name}*.so*" for name in ("Test", "EglFS", "EglFs", "WaylandCompositor", "PrintSupport")),
    "torch/test/*",
    "torch/include/*",
    "torch/share/*",
    "torch/bin/[!t]*",  # all but torch_shm_manager, which starts with the name of what stays
    "torch/bin/test_*",
    "torch/lib/*test*.so",
    "torch/lib/libjitbackend*",
    "torch/lib/libbackend_with_compiler.so",
    "torch/_inductor/codegen/*.h",
    "torchvision/_C*",  # operators of detection: the wheel's need CUDA
    "torchvision/image*.so",
    "torchvision.libs/*",
    "onnx/backend/*",
    "onnx/test/*",
    "onnxruntime/transformers/*",
    "onnxruntime/tools/*",
    *(f"pillow.libs/lib{name}*" for name in ("avif", "webp", "sharpyuv")),
    "cv2/data/*",
    "cv2/opencv_videoio_ffmpeg*.dll",
    "cv2/qt/*",
    "_gdcm/gdcm[a-z]*[!y]",  # its programs; modules end in y
    "_gdcm/XML/*",
    "*/tests/*",
    "*.dist-info/RECORD",  # of what pip would remove
    # of the graphics driver or of the desktop; a copy beside another version of its neighbours does harm
    *(
        f"lib{name}.so*"
        for name in ("GL", "EGL", "GLX", "GLdispatch", "OpenGL", "drm", "gbm", "gtk-3", "gdk-3")
    ),
    *(f"lib{name}.so*" for name in ("wayland-client", "stdc++", "gcc_s")),
)


def is_wanted(entry: Entry) -> bool:
    """Tell whether an entry of PyInstaller's lists is wanted."""
    target, source, kind = entry
    names = [target.replace("\\", "/"), *([source] if kind == "SYMLINK" else [])]
    return not any(fnmatch(name, pattern) for pattern in UNUSED_FILES for name in names)
