#!/bin/sh
# Builds OpenCV for bundles, in the pinned version, with the modules that the program uses and nothing else:
# build/opencv/site-packages. The wheel is one library of all modules, and needs FFmpeg, OpenBLAS and AV1.
set -eu

folder=build/opencv
place=$folder/site-packages
tools=$folder/tools/bin/python
pinned=$(grep '^opencv-python-headless==' constraints.txt)
rm -rf "$folder"
"${PYTHON:-python3}" -m venv "$folder/tools"
"$tools" -m pip install --quiet 'setuptools<70' wheel scikit-build cmake ninja packaging \
    "$(grep '^numpy==' constraints.txt)"
"$tools" -m pip download --quiet --no-deps --no-build-isolation --no-binary opencv-python-headless \
    --dest "$folder" "$pinned"
mkdir "$folder/source"
tar -xzf "$folder"/opencv_python_headless-*.tar.gz --strip-components 1 -C "$folder/source"

headers=$("$tools" -c 'import sysconfig; print(sysconfig.get_path("include"))')
set -- "-DPYTHON3_EXECUTABLE=$tools" "-DPYTHON3_INCLUDE_DIR=$headers" -DPYTHON3_LIBRARY=not-linked \
    -DPYTHON3_LIMITED_API=ON -DBUILD_opencv_python3=ON -DBUILD_SHARED_LIBS=OFF -DCMAKE_BUILD_TYPE=Release \
    -DBUILD_LIST=core,imgproc,geometry,imgcodecs,python3 -DBUILD_TESTS=OFF -DBUILD_PERF_TESTS=OFF
for name in IPP OPENCL ITT LAPACK FFMPEG GSTREAMER V4L 1394 VA GTK QT OPENEXR AVIF JPEGXL PROTOBUF; do
    set -- "$@" "-DWITH_$name=OFF"
done
for name in ZLIB JPEG PNG TIFF WEBP OPENJPEG; do set -- "$@" "-DBUILD_$name=ON"; done
echo "Building OpenCV without what is not used; this takes minutes, once"
PATH=$(dirname "$(realpath -s "$tools")"):$PATH
{ cmake -S "$folder/source/opencv" -B "$folder/made" -G Ninja "$@" &&
    cmake --build "$folder/made" --target opencv_python3; } >"$folder/build.log" 2>&1 ||
    { tail -n 40 "$folder/build.log" >&2; exit 1; }

"$tools" -m pip install --quiet --no-deps --target "$place" "$pinned"
rm -r "$place/opencv_python_headless.libs"
cp "$folder"/made/lib/python3/cv2*.so "$place/cv2/"
rm -r "$folder/source" "$folder/made" "$folder/tools" "$folder"/*.tar.gz
