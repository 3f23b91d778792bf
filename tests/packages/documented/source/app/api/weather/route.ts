import '@/lib/upstream'
// app/api/weather/route.ts
export async function GET(request: Request) {
  const { searchParams } = new URL(request.url)
  const city = searchParams.get('city')
  
  const response = await fetch(
    `https://api.weather.com/v1/weather?city=${city}&key=${process.env.WEATHER_API_KEY}`
  )
  const data = await response.json()
  
  return Response.json(data)
}
